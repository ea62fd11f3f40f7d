# Proxies for the cmdlets of an exosh organization. Each function hands its bound parameters to
# Invoke-ExoshCmdlet, which sends them to the service and writes what comes back.

$script:ExoshPageSize = 1000
$script:ExoshMaxAttempts = 6
$script:ExoshTimeoutSeconds = 960

function ConvertTo-ExoshJsonValue {
    param([string] $Name, [object] $Value)
    if ($null -eq $Value) { return $null }
    if ($Value -is [switch]) { return $Value.IsPresent }
    if ($Value -is [securestring]) {
        return [System.Net.NetworkCredential]::new('', $Value).Password
    }
    if ($Value -is [byte[]]) {
        return [ordered]@{ '@odata.type' = '#Exchange.ByteArrayType'; Data = [System.Convert]::ToBase64String($Value) }
    }
    if ($Value -is [System.Collections.IDictionary]) {
        $table = [ordered]@{ '@odata.type' = '#Exchange.GenericHashTable' }
        foreach ($key in $Value.Keys) { $table["$key"] = ConvertTo-ExoshJsonValue -Name $Name -Value $Value[$key] }
        return $table
    }
    if ($Value -is [datetime]) { return $Value.ToUniversalTime().ToString('yyyy-MM-ddTHH:mm:ss.fffffffZ', [cultureinfo]::InvariantCulture) }
    if ($Value -is [bool] -or $Value -is [string] -or $Value -is [int] -or $Value -is [long] -or $Value -is [double]) { return $Value }
    if ($Value -is [System.Collections.IEnumerable]) {
        $list = @(foreach ($item in $Value) { ConvertTo-ExoshJsonValue -Name $Name -Value $item })
        return , $list
    }
    if ($Value -is [System.Management.Automation.PSCustomObject] -and $Value.PSObject.Properties[$Name]) {
        return "$($Value.PSObject.Properties[$Name].Value)"
    }
    return "$Value"
}

function Get-ExoshConnection {
    param([string] $Claims)
    $context = [Microsoft.Exchange.Management.ExoPowershellSnapin.ConnectionContextFactory]::GetCurrentConnectionContext($script:ConnectionContextObjectId)
    $auth = $context.GetAuthHeader($Claims, '')
    return @{ Context = $context; Authorization = $auth.AuthorizationHeader; Uri = "$($auth.BaseUri)/$($auth.TenantId)/InvokeCommand" }
}

function Get-ExoshClaims {
    param([object] $Response)
    if ($null -eq $Response) { return '' }
    $header = "$($Response.Headers.WwwAuthenticate)"
    if ($header -match 'claims="([^"]+)"') {
        return [System.Text.Encoding]::UTF8.GetString([System.Convert]::FromBase64String($Matches[1]))
    }
    return ''
}

function Send-ExoshRequest {
    param([string] $CmdletName, [string] $Uri, [byte[]] $Body, [string] $RequestId, [int] $PageSize)
    $claims = ''
    for ($attempt = 0; ; $attempt++) {
        $connection = Get-ExoshConnection -Claims $claims
        if (-not $Uri) { $Uri = $connection.Uri }
        $headers = @{
            'Authorization'         = $connection.Authorization
            'Accept'                = 'application/json'
            'Accept-Charset'        = 'UTF-8'
            'X-ResponseFormat'      = 'json'
            'X-SerializationLevel'  = 'Partial'
            'X-CmdletName'          = $CmdletName
            'X-ClientApplication'   = 'ExoManagementModule'
            'X-ClientModuleVersion' = "$($connection.Context.ExoModuleVersion)"
            'X-AnchorMailbox'       = "$($connection.Context.RoutingHintPrefix):$($connection.Context.RoutingHint)"
            'x-exosh-host'          = [System.Environment]::MachineName
            'connection-id'         = "$($connection.Context.ConnectionId)"
            'client-request-id'     = $RequestId
            'Prefer'                = "odata.maxpagesize=$PageSize"
        }
        try {
            $ProgressPreference = 'SilentlyContinue'
            return Invoke-WebRequest -UseBasicParsing -TimeoutSec $script:ExoshTimeoutSeconds -Method Post -Uri $Uri -Headers $headers -Body $Body -ContentType 'application/json;charset=utf-8'
        }
        catch {
            $failure = $_
            $response = $failure.Exception.Response
            $status = if ($null -ne $response) { [int] $response.StatusCode } else { 0 }
            $claims = Get-ExoshClaims -Response $response
            $retry = ($status -eq 401 -and $claims) -or $status -eq 503 -or $status -eq 504 -or ($status -eq 429 -and "$($failure.ErrorDetails.Message)" -notmatch 'MaxConcurrency')
            if (-not $retry -or $attempt + 1 -ge $script:ExoshMaxAttempts) { throw $failure }
            if (-not $claims) { Start-Sleep -Seconds (2 * [System.Math]::Pow(2, $attempt)) }
        }
    }
}

function Write-ExoshError {
    param([string] $CmdletName, [object] $Failure, [object] $Caller)
    $text = "$($Failure.ErrorDetails.Message)"
    if (-not $text) { $text = "$($Failure.Exception.Message)" }
    $category = [System.Management.Automation.ErrorCategory]::NotSpecified
    $target = $null
    try {
        $fault = (ConvertFrom-Json -InputObject $text).error
        $detail = @($fault.details)[0]
        $category = [System.Management.Automation.ErrorCategory] $detail.code
        $target = $detail.target
        $text = $detail.message
        if ($fault.advice) { $text = "$text $($fault.advice)" }
    }
    catch { Write-Debug "The service's error has no details: $_" }
    $record = [System.Management.Automation.ErrorRecord]::new([System.Exception]::new($text), $CmdletName, $category, $target)
    $Caller.WriteError($record)
}

function ConvertFrom-ExoshObject {
    param([object] $Object)
    if ($Object -isnot [System.Management.Automation.PSCustomObject]) { return $Object }
    $plain = [ordered]@{}
    foreach ($property in $Object.PSObject.Properties) {
        if (-not $property.Name.Contains('@')) { $plain[$property.Name] = $property.Value }
    }
    return [pscustomobject] $plain
}

function Invoke-ExoshCmdlet {
    param([string] $CmdletName, [System.Collections.IDictionary] $Bound, [object] $Caller, [bool] $Asks)
    $parameters = [ordered]@{}
    $local = 'Verbose', 'Debug', 'ErrorAction', 'WarningAction', 'InformationAction', 'ProgressAction', 'ErrorVariable', 'WarningVariable', 'InformationVariable', 'OutVariable', 'OutBuffer', 'PipelineVariable'
    foreach ($name in $Bound.Keys) {
        if ($local -notcontains $name) { $parameters[$name] = ConvertTo-ExoshJsonValue -Name $name -Value $Bound[$name] }
    }
    $unlimited = "$($parameters['ResultSize'])" -eq 'Unlimited'
    $left = 1000
    if ($parameters['ResultSize'] -and -not $unlimited) { $left = [int] $parameters['ResultSize'] }
    $question = $parameters['WhatIf'] -or $parameters['Confirm'] -or ($Asks -and -not $parameters.Contains('Confirm'))
    if ($question -and -not $parameters['WhatIf']) { $parameters['Confirm'] = $true }
    $requestId = [guid]::NewGuid().ToString()
    $uri = ''
    while ($true) {
        $json = ConvertTo-Json -InputObject @{ CmdletInput = @{ CmdletName = $CmdletName; Parameters = $parameters } } -Depth 10 -Compress
        $size = if ($unlimited) { $script:ExoshPageSize } else { [System.Math]::Min($left, $script:ExoshPageSize) }
        try {
            $response = Send-ExoshRequest -CmdletName $CmdletName -Uri $uri -Body ([System.Text.Encoding]::UTF8.GetBytes($json)) -RequestId $requestId -PageSize $size
        }
        catch {
            Write-ExoshError -CmdletName $CmdletName -Failure $_ -Caller $Caller
            return
        }
        $answer = ConvertFrom-Json -InputObject $response.Content
        foreach ($warning in @($answer.'@adminapi.warnings')) { if ($warning) { Write-Warning -Message $warning } }
        foreach ($text in @($answer.'@adminapi.errors')) { if ($text) { Write-Error -Message $text } }
        $message = $answer.'@adminapi.confirmationmessage'
        if ($question -and $message) {
            if (-not $Caller.ShouldProcess($message, $message, $CmdletName) -or $parameters['WhatIf']) { return }
            $parameters['Confirm'] = $false
            $question = $false
            continue
        }
        foreach ($object in @($answer.value)) { ConvertFrom-ExoshObject -Object $object }
        $left -= @($answer.value).Count
        $uri = $answer.'@odata.nextLink'
        if (-not $uri -or (-not $unlimited -and $left -le 0)) { return }
    }
}


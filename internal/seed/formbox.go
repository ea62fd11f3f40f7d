package seed

// A Content is what is in a mailbox or an archive. The numbers are spread over its folders; there are no
// messages.
type Content struct {
	Items       int64    `yaml:"items"`
	Size        Size     `yaml:"size"`
	Recoverable *Heap    `yaml:"recoverable"` // deleted, and to be had back
	LastLogon   Moment   `yaml:"lastLogon"`   // none: nobody ever logged on
	Folders     []Folder `yaml:"folders"`     // besides the standard ones
}

// A Heap is a number of messages.
type Heap struct {
	Items int64 `yaml:"items"`
	Size  Size  `yaml:"size"`
}

// A Folder is a folder that somebody made, or more of a standard one.
type Folder struct {
	Path string `yaml:"path"` // \Inbox\Projects
	Heap
}

// A FolderAccess says what somebody may do with a folder of a mailbox.
type FolderAccess struct {
	Folder string   `yaml:"folder"` // \Calendar
	To     string   `yaml:"to"`     // an alias; Default for everybody, Anonymous for everybody outside
	Gone   string   `yaml:"gone"`   // or somebody who is not there any more
	Rights []string `yaml:"rights"`
	Flags  []string `yaml:"flags"` // Delegate, CanViewPrivateItems
}

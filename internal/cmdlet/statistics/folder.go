package statistics

import (
	"context"
	"math"
	"strings"

	"example.org/exosh/catalog"
	"example.org/exosh/command"
	"example.org/exosh/internal/cmdlet/project"
	"example.org/exosh/internal/directory"
	"example.org/exosh/internal/mail/box"
	"example.org/exosh/internal/org"
	"example.org/exosh/object"
)

// getFolder carries out Get-MailboxFolderStatistics.
func (s *statistics) getFolder(ctx context.Context, c *command.Call) error {
	if err := tables().Check(c); err != nil {
		return err
	}
	most, err := project.ResultSize(c.Args, -1)
	if err != nil {
		return err
	}
	skip, err := project.SkipCount(c.Args)
	if err != nil {
		return err
	}
	var page project.Result
	err = s.Store.View(ctx, func(tx org.Tx) error {
		list, err := folders(tx, c.Args)
		if err != nil {
			return err
		}
		list, page.More, err = project.Cut(list[min(skip, len(list)):], c.Page, most)
		dates := c.Args.Flag("IncludeOldestAndNewestItems")
		for _, f := range list {
			page.Objects = append(page.Objects, showFolder(f, dates))
		}
		return err
	})
	if err != nil {
		return err
	}
	return project.Emit(c, page)
}

// folders lists the folders that -Identity and -FolderScope name. An identity may name a folder as well.
func folders(tx org.Tx, args command.Args) ([]*box.Folder, error) {
	identity, err := box.ParseIdentity(args.Text("Identity"))
	if err != nil {
		return nil, err
	}
	b, err := open(tx, args, identity.Mailbox)
	if err != nil {
		return nil, err
	}
	list, err := scoped(b, args.Text("FolderScope"))
	if err != nil || identity.Folder == "" {
		return list, err
	}
	root := b.Find(identity.Folder)
	if root == nil {
		return nil, org.NotFound(args.Text("Identity"))
	}
	in := map[*box.Folder]bool{}
	for _, f := range b.Below(root) {
		in[f] = true
	}
	var kept []*box.Folder
	for _, f := range list {
		if in[f] {
			kept = append(kept, f)
		}
	}
	return kept, nil
}

// scopes returns the types of folders that the words of -FolderScope stand for where they are not the same.
func scopes() map[string]string {
	return map[string]string{
		"RssSubscriptions": "RssSubscription", "Personal": box.UserCreated, "RecoverableItems": "RecoverableItemsRoot",
	}
}

// scopeWords are the values of -FolderScope.
func scopeWords() []string {
	return strings.Fields("All Archive Calendar Clutter Contacts ConversationHistory DeletedItems Drafts Inbox Journal JunkEmail " +
		"LegacyArchiveJournals ManagedCustomFolder NonIpmRoot Notes Outbox Personal RecoverableItems RssSubscriptions SentItems SyncIssues Tasks")
}

// scoped lists the folders of a type and those in them.
func scoped(b *box.Box, scope string) ([]*box.Folder, error) {
	if scope == "" {
		return b.Folders(), nil
	}
	word, err := directory.Word("FolderScope", scope, scopeWords())
	if err != nil {
		return nil, err
	}
	if word == "All" || word == "NonIpmRoot" {
		return b.Folders(), nil
	}
	if kind, ok := scopes()[word]; ok {
		word = kind
	}
	in := map[int64]bool{}
	var list []*box.Folder
	for _, f := range b.Folders() {
		if f.Type == word || in[f.Parent] {
			in[f.Number] = true
			list = append(list, f)
		}
	}
	return list, nil
}

// showFolder returns a folder as Get-MailboxFolderStatistics shows it; dates says whether with those of its
// oldest and newest message.
func showFolder(f *box.Folder, dates bool) *object.Object {
	b := f.Box()
	own, sum := f.Count(), struct{ items, deleted, size int64 }{}
	for _, in := range b.Below(f) {
		c := in.Count()
		sum.size += c.Size
		sum.items += c.Items
		sum.deleted += deleted(in)
	}
	values := map[string]object.Value{
		"Name": f.Name, "Identity": b.Name() + shownPath(f, `\`), "FolderPath": shownPath(f, "/"), "FolderId": f.ID(), "FolderType": f.Type,
		"Date": f.Created, "CreationTime": f.Created, "LastModifiedTime": f.Modified, "SearchFolder": false, "ContentFolder": true,
		"ContentMailboxGuid": b.ID, "RawContentMailboxGuid": b.ID, "Movable": !f.Recoverable(), "RecoverableItemsFolder": f.Recoverable(),
		"ContainerClass": f.Class, "TargetQuota": "User",
		"VisibleItemsInFolder": count(own.Items), "HiddenItemsInFolder": count(f.Hidden), "ItemsInFolder": count(own.Items), "FolderSize": size(own.Size),
		"DeletedItemsInFolder": count(deleted(f)), "ItemsInFolderAndSubfolders": count(sum.items), "DeletedItemsInFolderAndSubfolders": count(sum.deleted),
		"FolderAndSubfolderSize": size(sum.size), "IsValid": true, "ObjectState": "Unchanged",
	}
	if f.Recoverable() {
		values["TargetQuota"] = "Recoverable"
	}
	if dates {
		values["OldestItemReceivedDate"], values["NewestItemReceivedDate"] = dated(own.Oldest), dated(own.Newest)
		if f.Recoverable() {
			values["OldestDeletedItemReceivedDate"], values["NewestDeletedItemReceivedDate"] = dated(own.Oldest), dated(own.Newest)
		}
	}
	shape, _ := catalog.ObjectFor("Get-MailboxFolderStatistics")
	return project.New(shape, func(name string) (object.Value, bool) {
		v, ok := values[name]
		return v, ok
	})
}

// deleted returns how many of a folder's messages were deleted and can be recovered.
func deleted(f *box.Folder) int64 {
	if f.Recoverable() {
		return f.Count().Items
	}
	return 0
}

// count returns a number of messages in the type that it is shown in.
func count(n int64) int32 { return int32(min(n, math.MaxInt32)) }

func size(n int64) object.ByteQuantifiedSize { return object.ByteQuantifiedSize(n) }

// shownPath returns the path of a folder with a separator of the caller's; the root is shown by its name.
func shownPath(f *box.Folder, separator string) string {
	path := f.Path()
	if path == `\` {
		path += f.Name
	}
	return strings.ReplaceAll(path, `\`, separator)
}

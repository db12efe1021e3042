// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {INodeRegistry} from "../../../contracts/interfaces/INodeRegistry.sol";
import {HostileToken} from "./HostileToken.sol";
import {SlashingTest} from "./SlashingTest.sol";

contract CollectBountyTest is SlashingTest {
    HostileToken private hostile;

    function setUp() public override {
        hostile = new HostileToken();
        _deploy(hostile);
        _register();
        _fault(node, 1);
    }

    function test_refusesWhenNothingIsCredited() public {
        _expect(INodeRegistry.NoBounty.selector, STRANGER);
        registry.collectBounty(STRANGER);
    }

    function test_keepsTheCreditWhenTheTokenRefusesTheReporter() public {
        hostile.blockAccount(REPORTER);
        _expect(HostileToken.Blocked.selector, REPORTER);
        registry.collectBounty(REPORTER);
        vm.assertEq(registry.bountyOf(REPORTER), 1_000_000, "credit");
        hostile.blockAccount(address(0));
        registry.collectBounty(REPORTER);
        vm.assertEq(token.balanceOf(REPORTER), 1_000_000, "tokens of the reporter");
    }

    function test_paysOnceWhenTheTokenCallsBack() public {
        hostile.callBack(address(registry), abi.encodeCall(INodeRegistry.collectBounty, (REPORTER)));
        registry.collectBounty(REPORTER);
        vm.assertTrue(!hostile.calledBack(), "the nested call failed");
        vm.assertEq(token.balanceOf(REPORTER), 1_000_000, "tokens of the reporter");
        vm.assertEq(token.balanceOf(address(registry)), STAKE - 1_000_000, "tokens in the registry");
    }

    function test_letsAnybodyCollectItForTheReporter() public {
        vm.recordLogs();
        vm.prank(STRANGER);
        registry.collectBounty(REPORTER);
        _assertOnlyEvent(INodeRegistry.BountyCollected.selector, REPORTER, 0, 0, abi.encode(uint96(1_000_000)));
        vm.assertEq(token.balanceOf(REPORTER), 1_000_000, "tokens of the reporter");
        vm.assertEq(token.balanceOf(STRANGER), 0, "tokens of the caller");
        _expect(INodeRegistry.NoBounty.selector, REPORTER);
        registry.collectBounty(REPORTER);
    }

    function test_leavesWhatIsBeyondBountiesToNobody() public {
        registry.collectBounty(REPORTER);
        vm.prank(OPERATOR);
        registry.requestUnstake(node.at);
        vm.warp(NOW + UNBONDING);
        registry.withdrawStake(node.at);
        vm.assertEq(token.balanceOf(address(registry)), 4_000_000, "four fifths of the slash stay");
        vm.assertEq(registry.nodeOf(node.at).bond, 0, "in no bond");
    }
}
